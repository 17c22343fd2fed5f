using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>
/// Changes by a seed, as callers make them who are right, late, repeating themselves, or wrong: repeated ids (of the same change, and of
/// another), stale stages and documents, flags that nobody knows, several environments, members that the action does not know, and
/// everything that is refused.
/// </summary>
internal sealed class GeneratedChanges(int seed)
{
    /// <summary>The documents that are published; a store that keeps documents must have them.</summary>
    public static readonly IReadOnlyList<string> Documents = ["{}", "{ }", "{  }"];

    public static readonly IReadOnlyList<string> Environments = ["production", "staging", "qa"];

    private static readonly string[] Hashes = [.. Documents.Select(d => HashOf(d))];

    private readonly System.Random _random = new(seed);
    private readonly List<StateChange> _made = [];

    public StateChange Next()
    {
        var change = _made.Count > 0 && OneIn(6) ? Again() : Make();
        _made.Add(change);
        return change;
    }

    private static string HashOf(string document) =>
        Dataface.Flags.Publishing.PublishedDocument.HashOf(System.Text.Encoding.UTF8.GetBytes(document));

    /// <summary>A change that was made: delivered again, or another one under its id.</summary>
    private StateChange Again()
    {
        var known = Any(_made);
        return _random.Next(7) switch
        {
            0 => known with { Flag = Flag(known.Action) },
            1 => known with { Action = Any(Enum.GetValues<StateAction>()) },
            2 => known with { Environment = Environment() },
            3 => known with { Rollout = Rollout() },
            4 => known with { Document = Any(Hashes), ExpectedDocument = Expected() },
            5 => known with { By = "somebody else", Reason = "again", Stage = 3 },
            _ => known,
        };
    }

    private StateChange Make()
    {
        var action = OneIn(4) ? Any(Enum.GetValues<StateAction>()) : (StateAction)_random.Next(7);
        var change = new StateChange
        {
            Id = new(Enumerable.Range(0, 16).Select(_ => (byte)_random.Next(256)).ToArray()),
            Action = action,
            Environment = Environment(),
            Flag = Flag(action),
            By = Text(10_000),
            From = Text(10_000),
            Reason = Text(100_000),
            At = DateTimeOffset.UnixEpoch.AddTicks(_random.NextInt64(TimeSpan.TicksPerDay * 20_000))
                .ToOffset(TimeSpan.FromHours(_random.Next(-9, 9))),
            Evidence = OneIn(4) ? Text(1_000) : null,
        };
        var isOfRamp = action is StateAction.Advance or StateAction.Pause or StateAction.Resume;
        var isOfDocument = action is StateAction.Publish or StateAction.Rollback;

        // Who knows the action leaves out what it does not know; others do not.
        if (isOfRamp || OneIn(8)) change = change with { Rollout = Rollout(), Stage = Stage(), Epoch = Epoch(), MilliPercent = Share() };
        if (isOfDocument || OneIn(8)) change = change with { Document = Document(), ExpectedDocument = Expected() };
        return change;
    }

    private string Environment() => OneIn(25)
        ? Any("", "Production", " qa", "*", "-x", "qä", new string('e', 129), new string('e', 201))
        : Any(Environments);

    private string Flag(StateAction action) => OneIn(15) ? Any(["", "a b", "käse", new string('k', 1_001), .. ImpossibleKeys.All])
        : action is StateAction.Kill or StateAction.Restore or StateAction.Refuse && OneIn(10) ? "*"
        : Any("f0", "f1", "f2", "f.3-x_Y", new string('k', 128));

    private string? Rollout() => OneIn(20) ? Any(null, "", new string('r', 1_001)) : Any("f0/a", "f0/b", "f1/\"\\\u0001", "r\uD83D\uDE00");

    private int Stage() => OneIn(20) ? Any(-1, 10_001, int.MaxValue) : _random.Next(4);

    private int Epoch() => OneIn(8) ? Any(0, 0, -5, 1_000_001) : _random.Next(1, 7);

    private int Share() => OneIn(20) ? Any(-1, 100_001) : _random.Next(100_001);

    private string? Document() => OneIn(12) ? Any(null, "", "abc", new string('A', 64), new string('a', 65)) : Any(Hashes);

    private string? Expected() => Any(null, null, "", Hashes[0], Hashes[1], Hashes[2], "nothing of the kind");

    private string Text(int longest) => _random.Next(60) switch
    {
        0 => "",
        1 => new string('x', longest + 1),
        2 => string.Concat(Enumerable.Repeat("\uD83D\uDE00", Math.Min(longest, 10_000))),
        _ => string.Concat(Enumerable.Range(0, _random.Next(1, 9))
            .Select(_ => Any("a", "Z", " ", "\"", "\\", "\n", "\0", "ä", "\uD83D\uDE00", "\uD800", "\uFFFF"))),
    };

    private bool OneIn(int many) => _random.Next(many) == 0;

    private T Any<T>(params IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
