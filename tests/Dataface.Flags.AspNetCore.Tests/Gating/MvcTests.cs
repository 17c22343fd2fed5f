using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Gating;

[TestFixture]
internal sealed class MvcTests
{
    [Test]
    public async Task Controller_WithTheAttribute_IsGatedAndSoAreItsActions()
    {
        await using var app = await StartAsync(FlagFile.On("controller", "action"));
        Assert.That(await app.GetAsync("/controller"), Is.EqualTo("controller"));
        Assert.That(await app.GetAsync("/action"), Is.EqualTo("action"));
        await app.UpdateAsync(FlagFile.On("controller"));
        Assert.That(await app.StatusAsync("/controller"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/action"), Is.EqualTo(410));
        await app.UpdateAsync(FlagFile.On("action"));
        Assert.That(await app.StatusAsync("/controller"), Is.EqualTo(404));
        Assert.That(await app.StatusAsync("/action"), Is.EqualTo(404));
        Assert.That(await app.GetAsync("/open"), Is.EqualTo("open"));
    }

    [Test]
    public async Task Page_WithTheAttribute_IsGated()
    {
        await using var app = await StartAsync(FlagFile.On());
        Assert.That(await app.StatusAsync("/gated-page"), Is.EqualTo(404));
        await app.UpdateAsync(FlagFile.On("page"));
        Assert.That((await app.GetAsync("/gated-page")).Trim(), Is.EqualTo("page"));
        Assert.That((await app.GetAsync("/open-page")).Trim(), Is.EqualTo("open"));
    }

    [Test]
    public async Task ControllersAndPages_GatedAsAWhole_AreClosedTogether()
    {
        await using var app = await StartAsync(FlagFile.On("controller", "page"), app =>
        {
            app.MapControllers().RequireFlag("all");
            app.MapRazorPages().RequireFlag("all");
        });
        foreach (var path in new[] { "/controller", "/open", "/gated-page", "/open-page" })
            Assert.That(await app.StatusAsync(path), Is.EqualTo(404), path);
        await app.UpdateAsync(FlagFile.On("controller", "page", "all"));
        foreach (var path in new[] { "/controller", "/open", "/gated-page", "/open-page" })
            Assert.That(await app.StatusAsync(path), Is.EqualTo(200), path);
    }

    [Test]
    public async Task Filter_ForAllOrForAFolder_Gates()
    {
        await using var app = await StartAsync(FlagFile.On("controller", "page"), build: builder =>
        {
            builder.Services.Configure<MvcOptions>(o => o.Filters.Add(new RequireFlagAttribute("global")));
            builder.Services.Configure<RazorPagesOptions>(
                o => o.Conventions.AddFolderApplicationModelConvention("/", page => page.Filters.Add(new RequireFlagAttribute("folder"))));
        });
        Assert.That(await app.StatusAsync("/open"), Is.EqualTo(404));
        await app.UpdateAsync(FlagFile.On("global"));
        Assert.That(await app.StatusAsync("/open"), Is.EqualTo(200));
        Assert.That(await app.StatusAsync("/open-page"), Is.EqualTo(404));
        await app.UpdateAsync(FlagFile.On("global", "folder"));
        Assert.That(await app.StatusAsync("/open-page"), Is.EqualTo(200));
    }

    [Test]
    public async Task Attribute_WithoutEndpointRouting_StillGates()
    {
        await using var app =
            await StartAsync(FlagFile.On("controller"), app => app.UseMvc(),
                builder => builder.Services.Configure<MvcOptions>(o => o.EnableEndpointRouting = false));
        Assert.That(await app.GetAsync("/controller"), Is.EqualTo("controller"));
        Assert.That(await app.StatusAsync("/action"), Is.EqualTo(410));
    }

    [Test]
    public async Task Attribute_OfAnAction_IsEvaluatedOnce()
    {
        await using var app = await StartAsync(FlagFile.On("controller"));
        _ = await app.GetAsync("/controller");
        Assert.That(app.Services.GetRequiredService<IFlagClient>().ReadCounts().Where(c => c.Flag == "controller").Sum(c => c.Count),
            Is.EqualTo(1));
    }

    private static Task<WebApp> StartAsync(string flags, Action<WebApplication>? use = null, Action<WebApplicationBuilder>? build = null) =>
        WebApp.StartAsync(
            flags,
            use ?? (app =>
            {
                app.MapControllers();
                app.MapRazorPages();
            }),
            build: builder =>
            {
                builder.Services.AddRazorPages().AddApplicationPart(typeof(MvcTests).Assembly);
                builder.Services.AddControllers();
                build?.Invoke(builder);
            });
}
