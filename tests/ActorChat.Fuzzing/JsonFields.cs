using System.Text.Json;

namespace ActorChat.Fuzzing;

/// <summary>Reads a JSON object like the readers of both servers.</summary>
public static class JsonFields
{
    /// <summary>Of a duplicate name the last one counts.</summary>
    public static JsonElement? Last(JsonElement value, string name)
    {
        JsonElement? found = null;
        foreach (var field in value.EnumerateObject())
        {
            if (NameOf(field) == name)
            {
                found = field.Value;
            }
        }

        return found;
    }

    private static string? NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
