using System.Text.Json;

namespace SchedExt.ReferenceHost;

/// <summary>What <c>training-step --json</c> prints: <c>{"step_us":[4067.1,…],"steps":2000,"p50_us":4066.2,…}</c>.</summary>
internal static class TrainingStepOutput
{
    /// <summary>Each number is a figure, the array the samples.</summary>
    /// <exception cref="WorkloadException">It is something else.</exception>
    internal static Measurement Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            var figures = new Dictionary<string, double>();
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.Number) figures[property.Name] = property.Value.GetDouble();
            }

            return new(figures, [.. document.RootElement.GetProperty("step_us").EnumerateArray().Select(step => step.GetDouble())]);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new WorkloadException($"training-step printed something that is no result: {wrong.Message}");
        }
    }
}
