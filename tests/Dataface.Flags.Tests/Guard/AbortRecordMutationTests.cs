using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Tests.Guard;

/// <summary>Evidence comes with a kill from whoever may kill, and is computed again wherever somebody looks at it.</summary>
[TestFixture]
internal sealed partial class AbortRecordMutationTests
{
    private const string Sound =
        "{\"format\":1,\"rollout\":\"production/f/\",\"epoch\":1,\"variant\":\"on\",\"signal\":\"errors\",\"logE\":9.1,\"threshold\":7.2,"
        + "\"treatments\":[0.05],\"control\":0.95,\"treatment\":0,\"alpha\":0.001,\"tolerated\":1.2,\"grid\":[1.5,2,5,10],"
        + "\"errors\":true,\"giveUps\":true,\"latency\":true,\"latencyThresholds\":[0.5],\"counters\":[\"auth_failure\"],\"bucket\":3,"
        + "\"signals\":[\"errors\",\"seen\"],\"counts\":[[0,0,1,0,3],[0,1,0,0,40],[1,0,1,0,5],[2,0,0,0,1],[3,1,1,0,9]]}";

    private static readonly string[] Values =
    [
        "null", "-1", "0", "1", "2", "1e9", "1e300", "-1e300", "2147483647", "2147483648", "9223372036854775807", "99999999999999999999",
            "1e-300", "0.5", "true", "\"\"", "\"x\"", "[]", "[null]", "[[]]", "[[1,2,3,4]]",
        "[[0,0,1,0,9223372036854775807]]", "[[2147483647,0,1,0,1]]", "{}", "100001", "[1e300]", "[\"errors\"]",
    ];

    [Test]
    public void Record_Sound_IsReplayed() => Assert.That(GuardReplay.Run(AbortRecord.Parse(Sound)).Path, Has.Count.EqualTo(4));

    [Test, Rule("whatever is sent, the server does not fail")]
    public void Record_MutatedTwentyThousandTimes_IsReplayedOrRefusedSoon()
    {
        var random = new Random(13);
        var (replayed, longest) = (0, TimeSpan.Zero);
        for (var i = 0; i < 20_000; i++)
        {
            var json = Sound;
            for (var edits = random.Next(1, 4); edits > 0; edits--)
            {
                var places = Place().Matches(json);
                var place = places[random.Next(places.Count)];
                json = json[..place.Index] + Values[random.Next(Values.Length)] + json[(place.Index + place.Length)..];
            }

            var watch = Stopwatch.StartNew();
            try
            {
                _ = GuardReplay.Run(AbortRecord.Parse(json));
                replayed++;
            }
            catch (FormatException error)
            {
                Assert.That(error.Message, Is.Not.Empty);
            }

            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
        }

        TestContext.Out.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{replayed} replayed, the longest in {longest.TotalMilliseconds:0} ms"));
        Assert.That(replayed, Is.GreaterThan(500));
        Assert.That(longest, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    /// <summary>A value behind a colon or in an array.</summary>
    [GeneratedRegex("""(?<=[:,\[])("[a-z_/]*"(?!:)|-?[0-9][0-9.e+-]*|true|false|null|\[[^\[\]]*\])""")]
    private static partial Regex Place();
}
