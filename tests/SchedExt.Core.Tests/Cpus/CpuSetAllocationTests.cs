using System.Text;
using System.Text.Json;

namespace SchedExt.Tests.Cpus;

/// <summary>Whatever makes a set allocates that set's words, and nothing else.</summary>
public class CpuSetAllocationTests
{
    private static readonly Dictionary<string, Func<CpuSet, CpuSet, CpuSet>> Operations = new()
    {
        ["Union"] = (left, right) => left | right,
        ["Intersect"] = (left, right) => left & right,
        ["Except"] = (left, right) => left - right,
        ["SymmetricExcept"] = (left, right) => left ^ right,
        ["SymmetricExcept of like ends"] = (left, right) => left ^ (left - right),
        ["Complement"] = (left, _) => left.Complement(left.Last + 1),
        ["Complement of a wider width"] = (left, _) => left.Complement(left.Last + 500),
        ["With"] = (left, _) => left.With(1),
        ["With a higher CPU"] = (left, _) => left.With(left.Last + 300),
        ["Without"] = (left, _) => left.Without(0),
        ["Without the last"] = (left, _) => left.Without(left.Last),
        ["FromRange"] = (left, _) => CpuSet.FromRange(3, left.Last),
    };

    public static TheoryData<string, int> Cases => new(from operation in Operations.Keys from width in (int[])[64, 1024, 8192] select (operation, width));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Algebra_EachOperation_AllocatesNothingButTheResult(string operation, int width)
    {
        Func<CpuSet, CpuSet, CpuSet> run = Operations[operation];
        CpuSet left = CpuSet.Parse($"0-{width - 1}:1/3,{width - 1}"), right = CpuSet.Parse($"0-{width - 2}:1/2");

        // That of like ends makes its own second operand.
        long operand = operation.EndsWith("like ends") ? BytesOf(() => left - right).Allocated : 0;
        (CpuSet result, long allocated) = BytesOf(() => run(left, right));

        result.IsEmpty.Should().BeFalse();
        (allocated - operand).Should().Be(BytesOf(() => Clone(result)).Allocated, "that is the array of {0}", result);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(8192)]
    public void Parse_ListAndMask_AllocateNothingButTheResult(int width)
    {
        CpuSet set = CpuSet.Parse($"0-{width - 1}:1/3,{width - 1}");
        string list = set.ToString(), mask = set.ToMaskString(width);
        byte[] list8 = Encoding.UTF8.GetBytes(list), mask8 = Encoding.UTF8.GetBytes(mask + "\n");
        long expected = BytesOf(() => Clone(set)).Allocated;

        BytesOf(() => CpuSet.Parse(list)).Should().Be((set, expected));
        BytesOf(() => CpuSet.Parse(list8)).Should().Be((set, expected));
        BytesOf(() => CpuSet.ParseMask(mask)).Should().Be((set, expected));
        BytesOf(() => CpuSet.ParseMask(mask8)).Should().Be((set, expected));
        BytesOf(() => CpuSet.ParseMask(mask8, width)).Should().Be((set, expected));
    }

    [Fact]
    public void Json_Value_AllocatesNothingButTheResult()
    {
        CpuSet set = CpuSet.Parse("0-1023:1/3");
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(set);
        var converter = new CpuSetJsonConverter();

        BytesOf(() => Read(converter, json)).Should().Be((set, BytesOf(() => Clone(set)).Allocated));
    }

    [Fact]
    public void LookUps_EachMember_AllocatesNothing()
    {
        CpuSet left = CpuSet.Parse("0-8191:1/3"), right = CpuSet.Parse("0-8191:1/2");

        BytesOf(() => left.First + left.Last + left.Count + left.Nth(7) + left.NextAfter(9)!.Value).Allocated.Should().Be(0);
        BytesOf(() => left.Contains(5) | left.Overlaps(right) | left.IsSubsetOf(right) | left == right).Allocated.Should().Be(0);
        BytesOf(() => left.GetHashCode()).Allocated.Should().Be(0);
    }

    private static CpuSet Read(CpuSetJsonConverter converter, byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return converter.Read(ref reader, typeof(CpuSet), JsonSerializerOptions.Default);
    }

    /// <summary>The same set in words of its own: the least that a result takes.</summary>
    private static CpuSet Clone(CpuSet set) => CpuSet.FromWords(set.Words);

    /// <summary>The bytes of the second call: the first may have to compile.</summary>
    private static (T Result, long Allocated) BytesOf<T>(Func<T> run)
    {
        run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        T result = run();
        return (result, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
