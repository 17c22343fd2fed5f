using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore.Tests;

/// <summary>Authenticates by the header or cookie <c>Login</c>: claims as <c>type=value</c>, separated by semicolons.</summary>
internal sealed class TestAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Header = "Login";

    private const string Name = "test";

    public static void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(Name).AddScheme<AuthenticationSchemeOptions, TestAuthentication>(Name, null);
        builder.Services.AddAuthorization();
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var login = Request.Headers[Header].FirstOrDefault() ?? Uri.UnescapeDataString(Request.Cookies[Header] ?? "");
        if (login.Length == 0) return Task.FromResult(AuthenticateResult.NoResult());
        var claims = login.Split(';').Select(pair => pair.Split('=', 2)).Select(pair => new Claim(pair[0], pair[1]));
        return Task.FromResult(
            AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Name)), Name)));
    }
}
