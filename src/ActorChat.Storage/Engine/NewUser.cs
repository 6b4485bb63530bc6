using ActorChat.Actors.Common;
using ActorChat.Actors.Logins;

namespace ActorChat.Storage.Engine;

/// <summary>A user to be added.</summary>
/// <param name="Login">In the spelling to keep.</param>
/// <param name="Skeletons">What the login looks like.</param>
/// <param name="PasswordHash">The hash of the password.</param>
/// <param name="CreatedAt">Now, in UTC milliseconds since 1970.</param>
public sealed record NewUser(Login Login, LoginSkeletonSet Skeletons, string PasswordHash, long CreatedAt)
{
    public override string ToString() => $"NewUser {Login}";
}
