using System.Security.Claims;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// Gives a Blazor circuit its view before anything of it is rendered: for the user that its
/// <see cref="AuthenticationStateProvider"/> says, with the headers and cookies of the connection that opened it. Another user makes
/// another view.
/// </summary>
internal sealed class CircuitFlags(
    RequestFlagsSource source, ConnectionFlow flow, ScopeFlags scope, IServiceProvider services, CircuitLog log)
    : CircuitHandler, IDisposable
{
    private AuthenticationStateProvider? _provider;
    private HttpContext? _request;
    private int _turn;

    /// <summary>First, so that other handlers can ask.</summary>
    public override int Order => int.MinValue;

    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _request = RequestCopy.Of(flow.Origin?.Http, flow.Origin?.Flags.User, services);
        _provider = services.GetService<AuthenticationStateProvider>();
        if (_provider is null) return Task.CompletedTask;
        _provider.AuthenticationStateChanged += UserChanged;
        return UseAsync(_provider.GetAuthenticationStateAsync, cancellationToken);
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            if (scope.Assigned is { } view)
            {
                using var _ = flow.Enter(new ConnectionFlags(flow.Current?.Http, view));
                await next(context).ConfigureAwait(false);
            }
            else
            {
                await next(context).ConfigureAwait(false);
            }
        };

    public void Dispose()
    {
        if (_provider is not null) _provider.AuthenticationStateChanged -= UserChanged;
    }

    private void UserChanged(Task<AuthenticationState> state) => _ = UseAsync(() => state, default);

    /// <summary>
    /// Of several changes the last one counts, whichever is known first. When it fails, nobody knows whom for: every flag is off.
    /// </summary>
    private async Task UseAsync(Func<Task<AuthenticationState>> ask, CancellationToken cancellationToken)
    {
        var turn = Interlocked.Increment(ref _turn);
        RequestFlags flags;
        try
        {
            flags = Of((await ask().WaitAsync(cancellationToken).ConfigureAwait(false)).User);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            log.UserUnknown(error);
            flags = source.ForNobodyKnown();
        }

        if (turn != Volatile.Read(ref _turn)) return;
        if (scope.Assigned is { } view) view.Flags = flags;
        else scope.Assigned = new ConnectionPin(flags);
    }

    private RequestFlags Of(ClaimsPrincipal user) => source.For(RequestCopy.Of(_request, user, services), user);
}
