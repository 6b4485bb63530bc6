using System.Net.WebSockets;
using System.Text;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A whole WebSocket message, or the close.</summary>
internal sealed record Frame(WebSocketMessageType Type, byte[] Bytes, WebSocketCloseStatus? Status = null, string? Reason = null)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public bool IsText => Type == WebSocketMessageType.Text;

    public bool IsClose => Type == WebSocketMessageType.Close;

    public override string ToString() => Type switch
    {
        WebSocketMessageType.Text => $"text {Text}",
        WebSocketMessageType.Binary => $"binary {Convert.ToHexString(Bytes)}",
        _ => $"close {Status} {Reason}",
    };
}
