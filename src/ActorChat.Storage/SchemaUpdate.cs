namespace ActorChat.Storage;

/// <summary>What an operator is told before existing data is brought to the current schema.</summary>
public static class SchemaUpdate
{
    public static string Of(string place, int step, int last) => $"Updating {place} to schema {step} of {last}: this may take minutes, and the server does not listen until it is done";
}
