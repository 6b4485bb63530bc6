using System.Net;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

public sealed class TryPageSpecs
{
    [Fact]
    public async Task The_page_to_try_the_interface_from_can_be_turned_off()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.http.try-page = off");
        using var page = await server.Http.GetAsync(new Uri("/scalar", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        using var description = await server.Http.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, description.StatusCode);
    }
}
