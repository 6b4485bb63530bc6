using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>The rules for messages: which texts are legal, how long they may be, and which ids a client may give them.</summary>
internal sealed class MessageRules(LengthSettings lengths)
{
    /// <summary>Reads the text of a message.</summary>
    /// <param name="field">The field.</param>
    /// <param name="text">The text, if it is one, even if it is too long.</param>
    /// <returns>Null, or why the message is refused.</returns>
    public ChatError? ReadText(JsonField field, out string? text)
    {
        text = null;
        if (!field.IsText || field.EncodedLength == 0)
        {
            return Refusals.Message;
        }

        if (field.IsLongerThan(lengths.MessageLength))
        {
            return ChatError.MessageTooLong;
        }

        text = field.Text();
        if (text is null || text.Contains('\0') || string.IsNullOrWhiteSpace(text))
        {
            return Refusals.Message;
        }

        return IsLongerThan(text, lengths.MessageLength) ? ChatError.MessageTooLong : null;
    }

    /// <summary>Code points of a reaction, at most: every emoji has fewer. It is part of the interface.</summary>
    public const int MaxReactionLength = 16;

    /// <summary>Reads a reaction.</summary>
    /// <param name="field">The field.</param>
    /// <param name="reaction">The reaction, if the result is null.</param>
    /// <returns>Null, or why it is refused.</returns>
    public static ChatError? ReadReaction(JsonField field, out string reaction)
    {
        reaction = field.TextUpTo(MaxReactionLength) ?? "";
        var isLegal = reaction.Length > 0 && !IsLongerThan(reaction, MaxReactionLength);
        foreach (var rune in reaction.EnumerateRunes())
        {
            isLegal = isLegal && !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune);
        }

        return isLegal ? null : Refusals.Reaction;
    }

    /// <summary>Reads the client's id of a change, which follows the rule for that of a message.</summary>
    /// <param name="field">The field.</param>
    /// <param name="id">The id; null if there is none.</param>
    /// <returns>Null, or why the change is refused.</returns>
    public ChatError? ReadOperationId(JsonField field, out string? id) =>
        ReadClientId(field, out id) is null ? null : Refusals.OperationId(lengths.ClientMessageIdLength);

    /// <summary>Reads the client's id of a message.</summary>
    /// <param name="field">The field.</param>
    /// <param name="id">The id, if it is one, or was one under other limits.</param>
    /// <returns>Null, or why the message is refused.</returns>
    public ChatError? ReadClientId(JsonField field, out string? id)
    {
        id = null;
        if (field.IsMissing)
        {
            return null;
        }

        id = field.TextUpTo(LengthSettings.MaxClientMessageIdLength);
        if (string.IsNullOrEmpty(id) || id.Contains('\0') || IsLongerThan(id, LengthSettings.MaxClientMessageIdLength))
        {
            id = null;
        }

        return id is null || IsLongerThan(id, lengths.ClientMessageIdLength) ? Refusals.ClientMessageId(lengths.ClientMessageIdLength) : null;
    }

    private static bool IsLongerThan(string text, int maxCodePoints)
    {
        if (text.Length <= maxCodePoints)
        {
            return false;
        }

        var codePoints = text.Length;
        foreach (var unit in text)
        {
            codePoints -= char.IsHighSurrogate(unit) ? 1 : 0;
        }

        return codePoints > maxCodePoints;
    }
}
