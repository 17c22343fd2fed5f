using static Dataface.Flags.Analyzers.Tests.Checks.CheckedProject;

namespace Dataface.Flags.Analyzers.Tests.Checks;

[TestFixture]
internal sealed class AuthorizationCheckTests
{
    [TestCase("""
        public sealed class Rule : Microsoft.AspNetCore.Authorization.IAuthorizationRequirement;
        public sealed class A(IRequestFlags flags) : Microsoft.AspNetCore.Authorization.AuthorizationHandler<Rule>
        {
            protected override Task HandleRequirementAsync(Microsoft.AspNetCore.Authorization.AuthorizationHandlerContext context,
            Rule requirement)
            {
                if (flags.IsEnabled({|DFA0010:"quiet"|})) context.Succeed(requirement);
                return Check();
            }

            private Task Check() => flags.IsEnabled({|DFA0010:Flags.Quiet|}) ? Task.CompletedTask : Task.CompletedTask;

            private static class Flags { public static readonly FlagKey<bool> Quiet = FlagKey.Of("quiet"); }
        }
        """)]
    [TestCase("""
        public static class A
        {
            public static void M(IServiceCollection services, IFlags flags, string key)
            {
                services.AddAuthorization(o => o.AddPolicy("p",
                p => p.RequireAssertion(c => flags.IsEnabled({|DFA0010:"quiet"|}) || flags.IsEnabled({|DFA0010:key|}))));
            }
        }
        """)]
    [TestCase("""
        public sealed class A(IFlags flags) : Microsoft.AspNetCore.Authentication.IClaimsTransformation
        {
            public Task<System.Security.Claims.ClaimsPrincipal> TransformAsync(System.Security.Claims.ClaimsPrincipal principal) =>
                flags.Evaluate({|DFA0010:"quiet"|}).Value ? Task.FromResult(principal) : throw new Exception();
        }
        """)]
    [TestCase("""
        public sealed class A : Microsoft.AspNetCore.Mvc.Filters.IAuthorizationFilter
        {
            public void OnAuthorization(Microsoft.AspNetCore.Mvc.Filters.AuthorizationFilterContext context)
            {
                if (context.HttpContext.Flags().IsEnabled({|DFA0010:"quiet"|})) context.Result = null;
            }
        }
        """)]
    public Task Check_FlagWhereTheFrameworkDecidesAccess_IsReported(string source) =>
        CheckAsync(source.Replace(".Flags()", ".RequestServices.GetRequiredService<IRequestFlags>()", StringComparison.Ordinal));

    [TestCase("""
        public static class A
        {
            public static void M(WebApplication app) =>
                app.MapGet("/", (IRequestFlags flags) => flags.IsEnabled("quiet"))
                    .RequireAuthorization(p => p.RequireAuthenticatedUser()).RequireFlag("quiet");
        }
        """)]
    [TestCase("""
        [Microsoft.AspNetCore.Authorization.Authorize]
        public sealed class A(IRequestFlags flags) : Microsoft.AspNetCore.Mvc.Controller
        {
            [RequireFlag("quiet")] public bool M() => flags.IsEnabled("quiet") && User.Identity!.IsAuthenticated;
        }
        """)]
    [TestCase("""
        public interface IAuthorizationHandler;
        public sealed class A(IRequestFlags flags) : IAuthorizationHandler { public bool M() => flags.IsEnabled("quiet"); }
        """)]
    public Task Check_FlagBehindAuthorization_IsNotReported(string source) => CheckAsync(source);
}
