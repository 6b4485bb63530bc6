using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class EngineQuerySpecs
{
    [Theory]
    [InlineData("?EIO=4&transport=polling", "4", EngineTransports.Polling, "")]
    [InlineData("?EIO=4&transport=websocket&sid=a", "4", EngineTransports.WebSocket, "a")]
    [InlineData("?E%49O=%34&trans%70ort=web%73ocket&s%69d=%61", "4", EngineTransports.WebSocket, "a")]
    [InlineData("?EIO=3&EIO=4&transport=polling&sid=a&sid=b", "4", EngineTransports.Polling, "b")]
    [InlineData("?EIO=4&transport=polling&sid=a&sid=", "4", EngineTransports.Polling, "")]
    [InlineData("?EIO=4&transport=polling&sid", "4", EngineTransports.Polling, "")]
    [InlineData("?transport=polling&transport=polling", "", EngineTransports.Polling, "")]
    [InlineData("?transport=polling&transport=websocket", "", EngineTransports.None, "")]
    [InlineData("?transport=websocket&transport=polling", "", EngineTransports.None, "")]
    [InlineData("?eio=4&Transport=polling&SID=a", "", EngineTransports.None, "")]
    [InlineData("?EIO=4&transport=Polling", "4", EngineTransports.None, "")]
    [InlineData("?EIO=4&transport=polling&sid=a+b", "4", EngineTransports.Polling, "a b")]
    [InlineData("?EIO=4;transport=polling", "4;transport=polling", EngineTransports.None, "")]
    [InlineData("?&&=&=a&EIO=4", "4", EngineTransports.None, "")]
    [InlineData("", "", EngineTransports.None, "")]
    [InlineData(null, "", EngineTransports.None, "")]
    public void Names_have_their_case_and_the_last_value_counts(string? query, string protocol, EngineTransports transport, string session)
    {
        var read = EngineQuery.Read(query);
        Assert.Equal((protocol, transport, session), (read.Protocol, read.Transport, read.SessionId));
        Assert.Equal(session.Length == 0, read.OpensSession);
    }

    [Fact]
    public void It_is_read_once_for_a_request_and_again_where_the_query_was_rewritten()
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString("?EIO=4&transport=polling&sid=a");
        var read = EngineQuery.Of(request);
        Assert.Equal("a", read.SessionId);
        Assert.Same(read, EngineQuery.Of(request));
        request.QueryString = new QueryString("?EIO=4&transport=polling&sid=b");
        Assert.Equal("b", EngineQuery.Of(request).SessionId);
    }

    [Theory]
    [InlineData("EIO=4&transport=polling", null)]
    [InlineData("J=0&jj=1", null)]
    [InlineData("j=7", "7")]
    [InlineData("%6A=7", "7")]
    [InlineData("j=1&j=2", "2")]
    [InlineData("j", "")]
    public void A_script_is_asked_for_by_its_number_whatever_that_is(string query, string? script) =>
        Assert.Equal(script, EngineQuery.Read(query).Script);

    [Theory]
    [InlineData("EIO=4&transport=websocket", true)]
    [InlineData("transport=websocket&t=abc&EIO=4", true)]
    [InlineData("EIO=4&transport=websocket&J=0", true)]
    [InlineData("EIO=4&transport=websocket&j=0", false)]
    [InlineData("EIO=4&transport=websocket&%6A", false)]
    [InlineData("EIO=4&transport=websocket&SID=a", true)]
    [InlineData("EIO=4&EIO=4&transport=websocket", false)]
    [InlineData("EIO=4&transport=websocket&transport=websocket", false)]
    [InlineData("EIO=4&transport=websocket&sid=", false)]
    [InlineData("EIO=4&transport=websocket&sid", false)]
    [InlineData("EIO=4&transport=polling", false)]
    [InlineData("EIO=3&transport=websocket", false)]
    [InlineData("eio=4&transport=websocket", false)]
    [InlineData("transport=websocket", false)]
    [InlineData("sid", false)]
    public void The_plain_query_of_a_WebSocket_has_each_word_once_and_no_session(string query, bool plain) =>
        Assert.Equal(plain, EngineQuery.Read(query).IsPlainWebSocket);
}
