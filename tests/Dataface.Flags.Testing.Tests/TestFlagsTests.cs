namespace Dataface.Flags.Testing.Tests;

[TestFixture]
internal sealed class TestFlagsTests
{
    private TestFlags _flags = null!;

    [SetUp]
    public void MakeFlags() => _flags = new TestFlags();

    [TearDown]
    public void DisposeFlags() => _flags.Dispose();

    [Test, Rule("flags default to off")]
    public void IsEnabled_NothingForced_IsOff()
    {
        Assert.That(_flags.IsEnabled("checkout-v2"), Is.False);
        Assert.That(_flags.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.FlagNotFound), "ready, but without documents");
    }

    [Test]
    public void Force_On_IsSeenByEveryMember()
    {
        var key = FlagKey.Of("checkout-v2");
        using var force = _flags.Force("checkout-v2", true);
        Assert.That(_flags.IsEnabled("checkout-v2"));
        Assert.That(_flags.IsEnabled(key));
        Assert.That(_flags.GetValue(key));
        Assert.That(_flags.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.Served));
        Assert.That(_flags.Evaluate(key).Variant, Is.EqualTo("on"));
        Assert.That(_flags.Pin().IsEnabled("checkout-v2"));
        Assert.That(_flags.Explain("checkout-v2").Provider, Is.EqualTo("forced"));
        var counted = new EvaluationCount
        {
            Flag = "checkout-v2",
            Variant = "on",
            Reason = EvaluationReason.Served,
            Count = 6,
        };
        Assert.That(_flags.ReadCounts().Single(), Is.EqualTo(counted), "by the client itself");
    }

    [Test]
    public void Force_OtherTypes_GivesTheValue()
    {
        using var colour = _flags.Force("colour", "red");
        using var size = _flags.Force("page-size", 50);
        using var limit = _flags.Force(FlagKey.Of("limit", 1L), 7);
        Assert.That(_flags.GetString("colour", "grey"), Is.EqualTo("red"));
        Assert.That(_flags.GetNumber("page-size", 10), Is.EqualTo(50));
        Assert.That(_flags.GetValue(FlagKey.Of("limit", 1L)), Is.EqualTo(7));
        Assert.That(_flags.Evaluate("colour").Reason, Is.EqualTo(EvaluationReason.TypeMismatch), "as in production");
    }

    [Test]
    public void Dispose_InAnyOrder_LeavesWhatIsStillForced()
    {
        var on = _flags.Force("f", true);
        var off = _flags.Force("f", false);
        var other = _flags.Force("g", true);
        Assert.That(_flags.IsEnabled("f"), Is.False, "the latest decides");
        off.Dispose();
        Assert.That(_flags.IsEnabled("f"), "the one before");
        on.Dispose();
        on.Dispose();
        Assert.That((_flags.IsEnabled("f"), _flags.IsEnabled("g")), Is.EqualTo((false, true)));
        other.Dispose();
        Assert.That(_flags.IsEnabled("g"), Is.False);
    }

    [Test, Rule("a kill wins over everything")]
    public async Task Kill_OfAForcedFlag_Wins()
    {
        using var force = _flags.Force("f", true);
        await _flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "a drill" });
        Assert.That(_flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        await _flags.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "over" });
        Assert.That(_flags.IsEnabled("f"));
    }

    [Test]
    public void Pin_WhileForced_KeepsItsWorld()
    {
        FlagSnapshot pinned;
        using (_flags.Force("f", true)) pinned = _flags.Pin();
        Assert.That((pinned.IsEnabled("f"), _flags.IsEnabled("f")), Is.EqualTo((true, false)));
    }

    [Test]
    public void Pin_NothingChanged_IsTheSame()
    {
        using var force = _flags.Force("f", true);
        var pinned = _flags.Pin();
        Assert.That(_flags.Pin(), Is.SameAs(pinned), "so that a typed handle stays bound");
    }

    [Test]
    public void OnChange_ForceAndEnd_AreNotified()
    {
        var seen = new List<bool>();
        using var subscription = _flags.OnChange("f", _ => seen.Add(_flags.IsEnabled("f")));
        _flags.Force("f", true).Dispose();
        _flags.Force("f", true, ForceScope.Everywhere).Dispose();
        Assert.That(seen, Is.EqualTo(new[] { true, false, true, false }));
    }

    [Test]
    public void Force_WhatCannotBe_IsRefused()
    {
        Assert.That(() => _flags.Force("", true), Throws.ArgumentException);
        Assert.That(() => _flags.Force("f", double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _flags.Force("f", (string)null!), Throws.ArgumentNullException);
        Assert.That(() => _flags.ForceVariant("f", "bold"), Throws.ArgumentException.With.Message.Contains("no document defines it"));
    }
}
