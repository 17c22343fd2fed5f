using System.Net;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>Which answers of the read routes count as failures of the server.</summary>
[TestFixture]
internal sealed class ReadAvailabilityTests
{
    [Test]
    public async Task ServiceLevels_ReadsThatTheDatabaseFailed_CountForATeamAsForAll()
    {
        const string Experiments = "/api/experiments";
        await using var world = await TeamWorld.StartAsync(isPostgres: true);
        await world.Database!.RunAsync("ALTER SCHEMA metadata RENAME TO elsewhere");
        foreach (var client in new[] { world.Client, world.Server.Admin })
        {
            await TeamWorld.RefusedAsync(client, HttpMethod.Get, $"{Experiments}/{TeamWorld.Own}", HttpStatusCode.ServiceUnavailable);
        }

        await world.Database.RunAsync("ALTER SCHEMA elsewhere RENAME TO metadata");
        await TeamWorld.RefusedAsync(world.Client, HttpMethod.Get, $"{Experiments}/{TeamWorld.Foreign}", HttpStatusCode.NotFound);
        var level = (await TeamWorld.OkAsync(world.Client, HttpMethod.Get, $"{Experiments}/service-levels")).GetProperty(
            "readAvailability");
        Assert.That(level.GetProperty("value").GetDouble(), Is.EqualTo(1 / 3.0).Within(1e-12),
            "two of three failed; what is not there is an answer");
    }
}
