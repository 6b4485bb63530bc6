namespace ActorChat.Actors.Rooms;

/// <summary>
/// Something that a client shows its companion and that is never stored, such as <c>typing</c>. It goes to the companion's sessions that
/// have joined the room. Plain data: a new sign needs no new message between actors or nodes.
/// </summary>
/// <param name="Event">The name of its event, for the request and for what the companion gets.</param>
/// <param name="Members">What it says, as the JSON members that follow <c>room</c> and <c>login</c>. The edge writes them from checked values.</param>
public sealed record Sign(string Event, string Members)
{
    public static readonly Sign TypingOn = new("typing", "\"typing\":true");

    public static readonly Sign TypingOff = new("typing", "\"typing\":false");

    public static Sign Typing(bool isTyping) => isTyping ? TypingOn : TypingOff;
}
