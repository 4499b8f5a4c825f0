using System.Text.Json;
using System.Text.Json.Serialization;

namespace SchedExt.ReferenceHost;

/// <summary>The JSON of rule files. A name that is not known is an error: a rule with a typing mistake would match everything.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(FileRule[]))]
internal sealed partial class RuleFileJson : JsonSerializerContext;
