namespace ActorChat.Actors.Rooms;

/// <summary>The public id of a room: opaque to clients, never changing, a pure function of its two logins.</summary>
public readonly record struct RoomNumber(Guid Value)
{
    /// <summary>The form in every payload: 36 characters, lower case.</summary>
    public override string ToString() => Value.ToString("D");

    /// <summary>Reads what a client sent; only the form of <see cref="ToString"/> is valid.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RoomNumber number)
    {
        var value = default(Guid);
        var ok = text.Length == 36 && Guid.TryParseExact(text, "D", out value) && !text.ContainsAnyInRange('A', 'F');
        number = ok ? new RoomNumber(value) : default;
        return ok;
    }
}
