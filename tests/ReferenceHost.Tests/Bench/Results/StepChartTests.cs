using System.Globalization;
using System.Xml.Linq;

namespace SchedExt.ReferenceHost.Tests.Bench.Results;

public class StepChartTests
{
    private static readonly XDocument s_chart = XDocument.Parse(StepChart.Draw(BenchRunsOfATest.TwoRounds()));

    [Fact]
    public void Draw_EachShapeAndScheduler_HasItsRow()
    {
        List<string> texts = [.. Elements("text").Select(text => text.Value)];

        texts.Should().Contain([TrainingStep.Free, TrainingStep.Pinned, TrainingStep.PinnedWithHogs]);
        texts.Count(text => text == "ai_numa").Should().Be(3);
        texts.Should().NotContain("idle machine", "it is the 1 on the scale");
    }

    [Fact]
    public void Draw_SchedulerThatLostAllRounds_IsSaidTo() => Elements("text").Count(text => text.Value.StartsWith("no round counts")).Should().Be(2);

    [Fact]
    public void Draw_Marks_LieInThePictureAndInOrder()
    {
        double[] first = [.. Elements("circle").Where(circle => (string?)circle.Attribute("class") == "p50").Skip(1).Take(4).Select(circle => double.Parse(circle.Attribute("cx")!.Value, CultureInfo.InvariantCulture))];

        first.Should().OnlyContain(x => x > 150 && x < 760);
        (first[2] > first[0] && first[0] > first[1] && first[1] > first[3]).Should().BeTrue("the steps take 2.0, 1.05, 5.0 and 1.01 times as long as the idle machine's: {0}", string.Join(' ', first));
    }

    [Fact]
    public void Draw_NothingMeasured_IsAPictureStill() => XDocument.Parse(StepChart.Draw(new BenchResults([]))).Root!.Name.LocalName.Should().Be("svg");

    private static IEnumerable<XElement> Elements(string name) => s_chart.Descendants().Where(element => element.Name.LocalName == name);
}
