using System.Net;
using System.Net.Sockets;

namespace ActorChat.Testing;

/// <summary>
/// A port of the loopback address for a program that is about to start. It is below those that the system gives away by itself, which on Linux begin at 32,768:
/// of them, any connection or server of another test could have taken it meanwhile.
/// </summary>
public static class FreePort
{
    private const int First = 16_000;
    private const int Count = 16_000;

    /// <summary>Begins anywhere: another run may be under way.</summary>
    private static int s_taken = Random.Shared.Next(Count);

    /// <summary>One that nobody listens on, and that was not taken before.</summary>
    public static int Take()
    {
        for (var tried = 0; tried < Count; tried++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_taken) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }

        throw new InvalidOperationException("No port is free.");
    }
}
