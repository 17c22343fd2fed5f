using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>
/// How long ago something was goes by <see cref="TimeProvider.GetTimestamp"/>: a clock on the wall is set, forward and back, and what was
/// kept of it then keeps work from being done for as long as it was set back by.
/// </summary>
[TestFixture]
internal sealed partial class WallClockTests
{
    /// <summary>Fields that stand for dates themselves.</summary>
    private static readonly string[] Dates =
    [
        "GuardReporter._lastSeen", // Beside it stand times of evidence, which are dates.
        "ManualTimeProvider._now",
        "RequestWindows._buckets",
        "RolloutLook._standing",
        "SidesBurn._now",
        "WindowEdges._edges",
    ];

    [Test]
    public void Fields_ThatKeepATimeOfTheWallClock_AreListed() =>
        Assert.That(
            Houses.All.SelectMany(house => Sources.FilesOf(house.Name)).SelectMany(Found).Order(StringComparer.Ordinal),
            Is.EqualTo(Dates), "Keep what GetTimestamp says, and ask GetElapsedTime; or list a field that stands for a date itself.");

    private static IEnumerable<string> Found(string file) => Field().Matches(File.ReadAllText(file))
        .Select(field => $"{Path.GetFileNameWithoutExtension(file)}.{field.Groups[1].Value}");

    [GeneratedRegex(
        @"^ +private (?!static )[^(=;\r\n]*(?<!\bOption<)\bDateTime(?:Offset)?\b[^=;\r\n]* (_\w+)(?: =|;)", RegexOptions.Multiline)]
    private static partial Regex Field();
}
