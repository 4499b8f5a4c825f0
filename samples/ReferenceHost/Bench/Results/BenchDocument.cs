using System.Text.Encodings.Web;
using System.Text.Json;

namespace SchedExt.ReferenceHost;

/// <summary>All runs as JSON, for other programs; single steps are left out.</summary>
internal static class BenchDocument
{
    private static readonly JsonWriterOptions s_readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Bytes(BenchResults results, string machine)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, s_readable))
        {
            json.WriteStartObject();
            json.WriteString("machine", machine);
            json.WriteStartArray("runs");
            foreach (ArmRun run in results.Runs) Write(json, run);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ArmRun run)
    {
        json.WriteStartObject();
        json.WriteNumber("round", run.Round);
        json.WriteString("policy", run.Policy.ToString().ToLowerInvariant());
        json.WriteString("workload", run.Workload);
        if (run.Problem.Length > 0) json.WriteString("problem", run.Problem);
        foreach ((string name, double value) in run.Measured?.Figures ?? new Dictionary<string, double>()) json.WriteNumber(name, value);
        json.WriteEndObject();
    }
}
