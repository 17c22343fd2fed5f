using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Dataface.Flags.AspNetCore.Tests.Connections.Circuits;

/// <summary>An authentication state that changes during a circuit, and takes its time to be known.</summary>
internal sealed class SettableUser : ServerAuthenticationStateProvider
{
    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        await Task.Yield();
        return await base.GetAuthenticationStateAsync();
    }

    /// <summary>Signs in as somebody else; done when whoever listens has been told.</summary>
    public async Task BecomeAsync(string user)
    {
        var identity = new ClaimsIdentity([new Claim("sub", user), new Claim("plan", "silver")], "form");
        var state = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(identity)));
        SetAuthenticationState(state);
        await state;
    }
}
