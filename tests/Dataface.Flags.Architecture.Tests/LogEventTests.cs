using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>Whoever filters logs goes by the ids of events, so that none means two things.</summary>
[TestFixture]
internal sealed partial class LogEventTests
{
    [Test]
    public void LogEvents_OfAllProjects_HaveIdsOfTheirOwn()
    {
        var ids = Houses.All.SelectMany(house => Sources.FilesOf(house.Name))
            .SelectMany(file => Event().Matches(File.ReadAllText(file))
                .Select(match => (Id: match.Groups[1].Value, File: Path.GetFileName(file)))).ToList();
        Assert.That(ids, Is.Not.Empty, "the events of the product are found");
        var twice = ids.GroupBy(log => log.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same)}");
        Assert.That(twice, Is.Empty);
    }

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId = )?(\d+)")]
    private static partial Regex Event();
}
