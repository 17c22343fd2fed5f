using Dataface.Flags.Testing;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Shop.XUnit;

public sealed class ServiceTests(WebApplicationFactory<Program> factory) : IClassFixture<WebApplicationFactory<Program>>
{
    [Theory]
    [InlineData(true, "one page")]
    [InlineData(false, "three pages")]
    public async Task Checkout_OnAndOff_AnswersOneOrThree(bool isOn, string pages)
    {
        await using var flags = new TestFlags();
        using var forced = flags.Force("checkout-v2", isOn, ForceScope.Everywhere);
        await using var shop = factory.WithWebHostBuilder(
            web => web.ConfigureTestServices(services => services.AddTestFeatureFlags(flags)));
        Assert.Equal(pages, await shop.CreateClient().GetStringAsync("/checkout", TestContext.Current.CancellationToken));
    }
}
