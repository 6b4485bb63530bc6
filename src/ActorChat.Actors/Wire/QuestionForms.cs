using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of <see cref="NodeQuestion"/> and <see cref="NodeReply"/>.</summary>
internal static class QuestionForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<NodeQuestion.EndTokens, Format.EndTokens>(
            "question-end-tokens-v1",
            Format.EndTokens.Parser,
            end => new Format.EndTokens
            {
                Login = end.Login.Name, TokenIds = { end.TokenIds }, EndsAll = end.EndsAll, ReasonCode = end.Reason.Code, ReasonMayReconnect = end.Reason.MayReconnect,
            },
            read => new NodeQuestion.EndTokens(
                WireValues.ReadLogin(read.Login), [.. read.TokenIds], read.EndsAll, new CloseReason(read.ReasonCode, read.ReasonMayReconnect))),
        WireForm.Of<NodeQuestion.ForgetUser, Format.EndTokens>(
            "question-forget-user-v1",
            Format.EndTokens.Parser,
            forget => new Format.EndTokens { Login = forget.Login.Name, TokenIds = { forget.TokenIds } },
            read => new NodeQuestion.ForgetUser(WireValues.ReadLogin(read.Login), [.. read.TokenIds])),
        WireForm.Of<NodeQuestion.WhenWritten, Format.User>(
            "question-when-written-v1", Format.User.Parser, when => new Format.User { Login = when.Login.Name }, read => new NodeQuestion.WhenWritten(WireValues.ReadLogin(read.Login))),
        WireForm.Of<NodeQuestion.EndSession, Format.EndSession>(
            "question-end-session-v1",
            Format.EndSession.Parser,
            end => new Format.EndSession { SessionId = end.SessionId, ReasonCode = end.Reason.Code, ReasonMayReconnect = end.Reason.MayReconnect },
            read => new NodeQuestion.EndSession(read.SessionId, new CloseReason(read.ReasonCode, read.ReasonMayReconnect))),
        WireForm.Of<NodeQuestion.ShowLimits, Format.Empty>("question-show-limits-v1", Format.Empty.Parser, _ => new Format.Empty(), _ => NodeQuestion.ShowLimits.Instance),
        WireForm.Of<NodeQuestion.SetLimit, Format.RateLimit>(
            "question-set-limit-v1",
            Format.RateLimit.Parser,
            set => new Format.RateLimit { Name = set.Name, Limit = set.Limit },
            read => new NodeQuestion.SetLimit(read.Name, read.Limit)),
        WireForm.Of<NodeQuestion.Show, Format.Show>(
            "question-show-v1", Format.Show.Parser, show => new Format.Show { What = show.What, Limit = show.Limit }, read => new NodeQuestion.Show(read.What, read.Limit)),
        WireForm.Of<NodeReply.Shown, Format.Shown>(
            "reply-shown-v1", Format.Shown.Parser, shown => new Format.Shown { Json = shown.Json }, read => new NodeReply.Shown(read.Json)),
        WireForm.Of<NodeReply.Written, Format.Partitions>(
            "reply-written-v1", Format.Partitions.Parser, written => new Format.Partitions { Numbers = { written.Partitions } }, read => new NodeReply.Written([.. read.Numbers])),
        WireForm.Of<NodeReply.Limits, Format.RateLimits>(
            "reply-limits-v1",
            Format.RateLimits.Parser,
            limits => new Format.RateLimits { Limits = { limits.InForce.Select(limit => new Format.RateLimit { Name = limit.Key, Limit = limit.Value }) } },
            read => new NodeReply.Limits([.. read.Limits.Select(limit => KeyValuePair.Create(limit.Name, limit.Limit))])),
    ];
}
