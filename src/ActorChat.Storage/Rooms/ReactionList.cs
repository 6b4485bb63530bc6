using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorChat.Storage.Rooms;

/// <summary>A user's reactions to a message as the tables hold them: a JSON array of strings, in their order, or null for none.</summary>
public static class ReactionList
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Write(ImmutableArray<string> reactions) => reactions.IsEmpty ? null : JsonSerializer.Serialize<IEnumerable<string>>(reactions, s_readable);

    public static ImmutableArray<string> Read(string? stored) => stored is null ? [] : [.. JsonSerializer.Deserialize<string[]>(stored)!];
}
