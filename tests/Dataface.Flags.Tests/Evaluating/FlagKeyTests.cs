using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dataface.Flags.Documents;
using Dataface.Flags.Providers;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>One handle is right and free of charge with any number of clients and snapshots, and keeps none of them.</summary>
[TestFixture, NonParallelizable]
internal sealed partial class FlagKeyTests
{
    private const int Evaluations = 2_000;

    private static readonly FlagKey<bool> Flag = FlagKey.Of("flag");
    private static readonly FlagKey<Theme> Colors = FlagKey.Of("colors", Theme.Fallback, FlagKeyJson.Default.Theme);
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-42");

    [Test]
    public void Of_ObjectWithoutItsMetadata_IsRefusedWhereTheHandleIsMade() =>
        Assert.That(() => FlagKey.Of("offer", "", null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("type"));

    [Test, Rule("an evaluation never allocates")]
    public void Evaluate_SnapshotsInTurn_AllocatesNothingFromTheSecondLookOn()
    {
        var snapshots = Enumerable.Range(0, 9).Select(i => Snapshot(i)).ToArray();
        var keys = (Text: FlagKey.Of("text", ""), Int: FlagKey.Of("number", 0), Long: FlagKey.Of("number", 0L),
            Double: FlagKey.Of("number", 0.0),
            Decimal: FlagKey.Of("number", 0m), Other: FlagKey.Of("colors", Color.Fallback, FlagKeyJson.Default.Color),
                Missing: FlagKey.Of("missing"));
        AssertNothing(s => s.IsEnabled(Flag, User), "boolean");
        AssertNothing(s => s.Evaluate(Flag, User), "boolean with reason");
        AssertNothing(s => s.GetValue(keys.Text, User), "text");
        AssertNothing(s => s.GetValue(keys.Int, User), "int");
        AssertNothing(s => s.GetValue(keys.Long, User), "long");
        AssertNothing(s => s.GetValue(keys.Double, User), "double");
        AssertNothing(s => s.GetValue(keys.Decimal, User), "decimal");
        AssertNothing(s => s.GetValue(Colors, User), "object");
        AssertNothing(s => (s.GetValue(Colors, User), s.GetValue(keys.Other, User)), "two types of one object");
        AssertNothing(s => s.IsEnabled(keys.Missing, User), "missing");

        void AssertNothing<T>(Func<FlagSnapshot, T> evaluate, string what) => Allocations.AssertNone(
            () =>
            {
                foreach (var snapshot in snapshots) evaluate(snapshot);
            },
            Evaluations / snapshots.Length, what);
    }

    [Test]
    public async Task Evaluate_ClientsAndPinsInTurn_EachGivesItsOwn()
    {
        await using var left = await Client("left", 1);
        await using var right = await Client("right", 2);
        var pinned = left.Pin();
        await left.KillSwitch.KillAsync(new() { Flag = "text", By = "test", Reason = "somebody" });
        var text = FlagKey.Of("text", "fallback");
        for (var i = 0; i < 3; i++)
        {
            Assert.That(right.GetValue(text, User), Is.EqualTo("right"));
            Assert.That(left.GetValue(text, User), Is.EqualTo("off"));
            Assert.That(pinned.Evaluate(text, User).Reason, Is.EqualTo(EvaluationReason.Killed), "A kill reaches the pin.");
            Assert.That(left.GetValue(Colors, User).Size, Is.EqualTo(1));
            Assert.That(right.GetValue(Colors, User).Size, Is.EqualTo(2));
            Assert.That(FlagSnapshot.Empty.Evaluate(Colors, User).Reason, Is.EqualTo(EvaluationReason.NotReady));
        }
    }

    [Test]
    public void Evaluate_ThreadsOnManySnapshots_NeverMixThem()
    {
        var snapshots = Enumerable.Range(0, 16).Select(i => Snapshot(i)).ToArray();
        Parallel.For(0, 20_000,
        i =>
        {
            var number = i % snapshots.Length;
            var (colors, on) = (snapshots[number].Evaluate(Colors, User), snapshots[number].IsEnabled(Flag, User));
            if (colors.Value.Size != number || on != (number % 2 == 0)) throw new InvalidOperationException($"{number}: {colors}, {on}");
        });
    }

    [Test]
    public void Evaluate_ThreadsAskForAnObjectAtOnce_AllGetTheSame()
    {
        for (var round = 0; round < 50; round++)
        {
            var snapshot = Snapshot(round);
            var seen = new Theme[4];
            Parallel.For(0, seen.Length, i => seen[i] = snapshot.GetValue(Colors, User));
            Assert.That(seen, Has.All.SameAs(seen[0]));
        }
    }

    [Test]
    public async Task GetValue_Object_IsReadOnceForEachDocumentWhateverItsStateAndHoweverManyHandles()
    {
        await using var client = await Client("text", 7);
        var before = client.GetValue(Colors, User);
        Assert.That(before.Size, Is.EqualTo(7));
        await client.KillSwitch.KillAsync(new() { Flag = "flag", By = "test", Reason = "somebody" });
        Assert.That(client.GetValue(Colors, User), Is.SameAs(before));
        Assert.That(client.GetValue(FlagKey.Of("colors", Theme.Fallback, FlagKeyJson.Default.Theme), User), Is.SameAs(before));
    }

    [Test]
    public void Evaluate_OneVariantIsNotSuchAnObject_IsATypeMismatchForThatTypeOnly()
    {
        var snapshot = Conditions.Serving("{ \"Size\": \"large\" }", "{ \"Size\": 2 }");
        Assert.That(snapshot.Evaluate(FlagKey.Of("f", Theme.Fallback, FlagKeyJson.Default.Theme), User).Reason,
            Is.EqualTo(EvaluationReason.TypeMismatch));
        Assert.That(snapshot.GetValue(FlagKey.Of("f", Color.Fallback, FlagKeyJson.Default.Color), User), Is.Not.SameAs(Color.Fallback));
    }

    [Test]
    public void Handle_OfSnapshotsThatAreGone_KeepsNone()
    {
        var gone = Use(40);
        for (var i = 0; i < 10 && gone.Any(g => g.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(gone.Count(g => g.IsAlive), Is.Zero);
        GC.KeepAlive(Colors);
    }

    [Test]
    public void Snapshot_OfHandlesThatAreGone_KeepsNone()
    {
        var snapshot = Snapshot(1);
        var gone = MakeHandles(snapshot);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(gone.Count(g => g.IsAlive), Is.Zero);
        GC.KeepAlive(snapshot);
    }

    [Test]
    public void Evaluate_AnyKeyOfManyFlags_FindsIt()
    {
        var keys = Enumerable.Range(0, 3_000).Select(i => $"flag-{i}").ToArray();
        var snapshot = Given.Snapshot([.. keys.Select((key, i) => Given.Flag(key, Given.Serve(i % 3 == 0 ? "on" : "off")))]);
        for (var i = 0; i < keys.Length; i++) Assert.That(snapshot.Evaluate(FlagKey.Of(keys[i]), User).Value,
            Is.EqualTo(i % 3 == 0), keys[i]);
        Assert.That(snapshot.Evaluate(FlagKey.Of("flag-3000"), User).Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Use(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var snapshot = Snapshot(i);
        Assert.That(snapshot.GetValue(Colors, User).Size, Is.EqualTo(i));
        snapshot.IsEnabled(Flag, User);
        return new WeakReference(snapshot);
    })];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] MakeHandles(FlagSnapshot snapshot) => [.. Enumerable.Range(0, 40).Select(i =>
    {
        // Each with metadata of its own.
        var key = FlagKey.Of("colors", Theme.Fallback, new FlagKeyJson(new JsonSerializerOptions { MaxDepth = 10 + i }).Theme);
        Assert.That(snapshot.GetValue(key, User).Size, Is.EqualTo(1));
        return new WeakReference(key);
    })];

    private static FlagSnapshot Snapshot(int number) => Given.Snapshot(
        Given.Flag("flag", Given.Serve(number % 2 == 0 ? "on" : "off")),
        Typed("text", "\"off\"", $"\"{number}\""), Typed("number", "0", $"{number}"),
            Typed("colors", "{ \"Size\": 0 }", $"{{ \"Size\": {number} }}"));

    private static FlagDefinition Typed(string key, string off, string on) =>
        Given.Flag(key, Given.Serve("on")) with { Variants = [Given.Variant("off", off), Given.Variant("on", on)] };

    private static Task<FlagClient> Client(string text, int size) => FlagClient.StartAsync(options =>
    {
        options.Environment = "production";
        options.AddProvider(new InMemoryFlagConfigProvider($$"""
            { "schema": 1, "flags": {
                {{Defined("flag", "false", "true")}}, {{Defined("text", "\"off\"", $"\"{text}\"")}},
                {{Defined("colors", "{ \"Size\": 0 }", $"{{ \"Size\": {size} }}")}} } }
            """));
    });

    private static string Defined(string key, string off, string on) => $$"""
        "{{key}}": { "owner": "t", "created": "{{ServingDocument.Today(0)}}", "expires": "{{ServingDocument.Today(30)}}",
            "variants": { "off": {{off}}, "on": {{on}} }, "offVariant": "off", "environments": { "production": { "serve": "on" } } }
        """;

    internal sealed record Theme(int Size)
    {
        public static readonly Theme Fallback = new(-1);
    }

    internal sealed record Color(string Name)
    {
        public static readonly Color Fallback = new("grey");
    }

    [JsonSerializable(typeof(Theme)), JsonSerializable(typeof(Color))]
    internal sealed partial class FlagKeyJson : JsonSerializerContext;
}
