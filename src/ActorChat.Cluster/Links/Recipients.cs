using Akka.Actor;

namespace ActorChat.Cluster.Links;

/// <summary>
/// The actors of this node that other nodes may write to, by their paths. The children of the busy parents are found by one look at the parent.
/// </summary>
internal sealed class Recipients(ExtendedActorSystem system)
{
    /// <summary>The parent of this node's partitions.</summary>
    public const string Rooms = "/user/rooms";

    private const string Sessions = "/user/sessions";
    private const string Temporary = "/temp/";

    private static readonly string[] Single = [Rooms, "/user/registry", "/user/node"];

    private ActorRefWithCell? _rooms;
    private ActorRefWithCell? _sessions;

    /// <summary>Whether it is a room partition.</summary>
    public static bool IsPartition(string path) => IsChild(path, Rooms);

    /// <summary>The actor; null if no other node may write to it. If it is dead, the reference is one that goes to the dead letters.</summary>
    public IActorRef? Find(string path)
    {
        if (IsChild(path, Rooms))
        {
            return Child(ref _rooms, Rooms, path);
        }

        if (IsChild(path, Sessions))
        {
            return Child(ref _sessions, Sessions, path);
        }

        return path.StartsWith(Temporary, StringComparison.Ordinal) || Array.IndexOf(Single, path) >= 0 ? Resolve(path) : null;
    }

    /// <summary>Whether it can be the path of an actor that waits for a reply.</summary>
    public static bool IsSender(string path) =>
        (path.StartsWith("/user/", StringComparison.Ordinal) || path.StartsWith(Temporary, StringComparison.Ordinal))
        && path[^1] != '/' && path.All(static c => c is > ' ' and <= '~' and not '#' and not '?' and not '%');

    private static bool IsChild(string path, string parent) =>
        path.Length > parent.Length + 1 && path[parent.Length] == '/' && path.StartsWith(parent, StringComparison.Ordinal) && path.LastIndexOf('/') == parent.Length;

    private IActorRef Child(ref ActorRefWithCell? parent, string parentPath, string path)
    {
        parent ??= Resolve(parentPath) as ActorRefWithCell;
        return parent?.GetSingleChild(path[(parentPath.Length + 1)..]) is { } child && !child.IsNobody() ? child : Resolve(path);
    }

    private IActorRef Resolve(string path) => system.Provider.ResolveActorRef(system.Provider.RootPath / path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
