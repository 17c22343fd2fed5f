using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Assignment;

/// <summary>What another document would do to the good experiment while it runs.</summary>
[TestFixture]
internal sealed class FlagHoldTests
{
    private const string Split = """ "split": { "off": 1, "on": 1 } """;

    [TestCase(Split, """ "split": { "off": 9, "on": 1 } """, "another split, { off: 9, on: 1 } instead of { off: 1, on: 1 }")]
    [TestCase(""" "percent": 100 """, """ "percent": 50 """, "another exposure, 50 % instead of 100 %")]
    [TestCase(""" "steps": [5, 100] """, """ "steps": [5, 50, 100] """,
        "its rollout would restart at its first step, as other steps, rules or variants make it another one")]
    [TestCase(""" "owner": "t" """, """ "owner": "t", "salt": "other" """,
        "another salt, 'other' instead of 'checkout-v2', gives units other variants")]
    [TestCase(""" "owner": "t" """, """ "owner": "t", "variants": { "off": false, "onn": true }, "offVariant": "off" """,
        "there would be no variant 'on'")]
    [TestCase(""" "from": 0, "to": 50 """, """ "from": 0, "to": 40 """,
        "another slice of a layer (0 to 40 of 'checkout' instead of 0 to 50 of 'checkout')")]
    [TestCase(""" "expires": "2027-02-01" """, """ "expires": "2026-12-24" """,
        "the flag would expire on 2026-12-24, before the experiment ends")]
    [TestCase(""" "production": { """,
        """ "production": { "rules": [ { "name": "staff", "when": { "attribute": "plan", "equals": "staff" }, "serve": "on" } ], """,
        "other rules decide who takes part")]
    [Rule("a running experiment holds its flag")]
    public void Breaks_DocumentThatChangesWhoGetsWhat_SaysWhat(string old, string replacement, string reason)
    {
        var text = Given.FlagText;
        var at = text.IndexOf(old.Trim(), text.IndexOf("checkout-v2", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.That(at, Is.Positive, $"nothing says {old}");
        var changed = text[..at] + replacement.Trim() + text[(at + old.Trim().Length)..];
        if (replacement.Contains("onn", StringComparison.Ordinal)) changed = ReplaceFirst(changed, "\"on\": 1", "\"onn\": 1");
        Assert.That(Breaks(Given.Flags, Given.ReadFlags(changed)), Does.Contain(reason));
    }

    [TestCase(""" "owner": "t" """, """ "owner": "t2", "description": "Another text." """)]
    [TestCase(""" "expires": "2027-02-01" """, """ "expires": "2027-01-20" """)]
    public void Breaks_NoUnitChangesVariant_IsEmpty(string old, string replacement) =>
        Assert.That(Breaks(Given.Flags, Given.FlagsWith(old.Trim(), replacement.Trim())), Is.Empty);

    [Test]
    public void Breaks_NoFlagAnyMore_SaysSo() =>
        Assert.That(Breaks(Given.Flags, FlagDocument.Empty), Is.EqualTo(new[] { "it takes the flag 'checkout-v2' away" }));

    [Test]
    public void Breaks_BrokenExperiment_CanBeFixed()
    {
        var broken = Given.FlagsWith(Split.Trim(), """ "split": { "off": 9, "on": 1 } """.Trim());
        Assert.That(Breaks(broken, Given.Flags), Is.Empty);
    }

    [Test]
    [Rule("a running experiment holds its flag")]
    public void Breaks_FlagThatWasNotThere_MayComeAsDesigned()
    {
        var broken = Given.FlagsWith(Split.Trim(), """ "split": { "off": 9, "on": 1 } """.Trim());
        Assert.That(Breaks(FlagDocument.Empty, Given.Flags), Is.Empty);
        Assert.That(Breaks(FlagDocument.Empty, FlagDocument.Empty), Is.Empty, "nothing changes");
        Assert.That(Breaks(FlagDocument.Empty, broken), Is.EqualTo(new[]
        {
            "The design divides units as { off: 1, on: 1 }, and the flag 'checkout-v2' as { off: 90, on: 10 }: "
            + "that reads as a sample-ratio mismatch",
        }));
    }

    [TestCase(""" "serve": "off" """, "", "other rules decide who takes part")]
    [TestCase(""" "rollout": { "percent": 5 } """, "", "other rules decide who takes part")]
    [TestCase(""" "serve": "on" """, """ "salt": "other", """, "another salt, 'other' instead of 'new-shop', gives units other variants")]
    [TestCase(""" "serve": "on" """, """ "layer": { "name": "home", "from": 0, "to": 5 }, """,
        "another slice of a layer (0 to 5 of 'home' instead of none)")]
    [Rule("a running experiment holds its flag")]
    public void Breaks_ChangeOfAFlagThatItsFlagRequires_SaysWhat(string environment, string more, string reason)
    {
        var before = Given.FlagsRequiring(""" "serve": "on" """);
        Assert.That(Breaks(before, Given.FlagsRequiring(environment, more)),
            Is.EqualTo(new[] { $"of the flag 'new-shop' that it requires: {reason}" }));
        Assert.That(Breaks(before, Given.FlagsRequiring(""" "serve": "on" """, """ "description": "Another text.", """)), Is.Empty);
        Assert.That(Breaks(before, Given.FlagsRequiring(""" "serve": "on" """, expires: "2026-12-24")), Is.EqualTo(new[]
        {
            "of the flag 'new-shop' that it requires: the flag would expire on 2026-12-24, before the experiment ends",
        }));
    }

    [Test]
    public void Breaks_WhatIsRequiredWasBroken_MayBeMended() => Assert.That(
        Breaks(Given.FlagsRequiring(""" "serve": "off" """), Given.FlagsRequiring(""" "serve": "on" """)), Is.Empty);

    private static IReadOnlyList<string> Breaks(FlagDocument before, FlagDocument after) =>
        FlagHold.Breaks(Given.Experiment, before, after, "production");

    private static string ReplaceFirst(string text, string old, string replacement)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return text[..at] + replacement + text[(at + old.Length)..];
    }
}
