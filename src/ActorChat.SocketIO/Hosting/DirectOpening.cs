using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace ActorChat.SocketIO;

/// <summary>A WebSocket to be opened without HTTP, for the application to decide about: no middleware sees it.</summary>
public sealed class DirectOpening
{
    private readonly byte[] _head;

    internal DirectOpening(byte[] head, IPAddress? remoteAddress)
    {
        _head = head;
        RemoteAddress = remoteAddress;
    }

    /// <summary>
    /// The client's address. What is set here becomes <see cref="Handshake.RemoteAddress"/>, for example an address that a trusted proxy names.
    /// </summary>
    public IPAddress? RemoteAddress { get; set; }

    /// <summary>The request's headers; parsed at each call.</summary>
    public IHeaderDictionary Headers => DirectHandshakeRequest.HeadersOf(_head);

    /// <summary>One of the request's headers.</summary>
    public StringValues Header(string name) => DirectHandshakeRequest.HeaderOf(_head, name);
}
