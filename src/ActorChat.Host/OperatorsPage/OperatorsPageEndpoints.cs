using ActorChat.Host.Observability;
using ActorChat.Host.Pages;

namespace ActorChat.Host.OperatorsPage;

/// <summary>
/// The operators' page at <c>/</c> of their address. It has no data in it, so it needs no token; it asks the operator for one, and the admin interface for
/// everything that it shows. Its source is in <c>clients/operators-page</c>.
/// </summary>
internal static class OperatorsPageEndpoints
{
    public static void MapOperatorsPage(this IEndpointRouteBuilder app, MetricsSettings settings)
    {
        if (settings.OperatorsPage)
        {
            app.MapBuiltPage("OperatorsPage", "operators-page");
        }
    }
}
