using System.Globalization;
using System.Text;
using Dataface.Flags.Postgres.State;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Dataface.Flags.Tests.State;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.State;

/// <summary>
/// The functions of the database answer, record and come to what the one state machine says, asked without the checks of C# before them.
/// </summary>
[TestFixture]
internal sealed class StateFunctionLaws : DatabaseFixture
{
    private const int Changes = 300;

    /// <summary>Eight in CI; more by command.</summary>
    private static IEnumerable<int> Seeds => Enumerable.Range(1,
        int.Parse(Environment.GetEnvironmentVariable("DATAFACE_FLAGS_STATE_SEEDS") ?? "8", CultureInfo.InvariantCulture));

    [Rule("one implementation of one truth")]
    [TestCaseSource(nameof(Seeds))]
    public async Task Functions_GeneratedChanges_AnswerAndRecordAsTheStateMachineDoes(int seed) =>
        Assert.That(await FirstDifferenceAsync(seed), Is.Null);

    /// <summary>What the law above is worth: it finds a function that does something else.</summary>
    [TestCase("ramp_after", "epoch > (ramp", "epoch >= (ramp")]
    [TestCase("ramp_after", "stage >= (ramp", "stage > (ramp")]
    [TestCase("ramp_after", "action = 'pause')", "action = 'resume')")]
    [TestCase("ramp_after", "coalesce((ramp ->> 'paused')::boolean, false)", "false")]
    [TestCase("ramp_after", "coalesce(ramp ->> 'since', at)", "at")]
    [TestCase("apply", "count = restores.count + 1", "count = restores.count")]
    [TestCase("apply", "IF FOUND THEN", "IF true THEN")]
    [TestCase("apply", "flag = subject;", "flag = subject AND false;")]
    [TestCase("apply", "replace(id::text, '-', '')", "id::text")]
    [TestCase("append", "in_expected <> coalesce(head.document, '')", "in_expected <> coalesce(head.document, 'none')")]
    [TestCase("append", "in_rollout, in_document)", "in_rollout, entry ->> 'document')")]
    [TestCase("append", "head.number + 1", "head.number + 2")]
    [TestCase("append", "in_action = 'restore' AND before = 'null'", "false")]
    [TestCase("change_state", "epoch NOT BETWEEN 1 AND", "epoch NOT BETWEEN 0 AND")]
    [TestCase("change_state", "action <> 'refuse'", "false")]
    [TestCase("can_be_key", "{0,127}", "{0,126}")]
    [TestCase("check_text", "length(value) > longest", "length(value) >= longest")]
    public async Task Functions_OneOfThemMutated_IsFound(string function, string text, string instead)
    {
        await PrepareAsync();
        var definition = (string)(await Database.RunAsync(
            $"SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'dataface_flags'::regnamespace AND proname = "
            + $"'{function}'"))!;
        Assert.That(definition, Does.Contain(text));
        await Database.RunAsync(definition.Replace(text, instead, StringComparison.Ordinal));
        Assert.That(await FirstDifferenceAsync(1), Is.Not.Null);
    }

    private async Task PrepareAsync()
    {
        await new PostgresFlagStateStore(Database.Shared).LoadAsync("production", default);
        foreach (var document in GeneratedChanges.Documents)
        {
            await Database.RunAsync(
                $"INSERT INTO dataface_flags.documents VALUES (encode(sha256('{document}'), 'hex'), '{document}') ON CONFLICT DO NOTHING");
        }
    }

    /// <summary>What first differs between the database and the store in memory; null when nothing does.</summary>
    private async Task<string?> FirstDifferenceAsync(int seed)
    {
        await PrepareAsync();
        var (memory, store) = (new InMemoryFlagStateStore("postgres"), new PostgresFlagStateStore(Database.Shared));
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        var generated = new GeneratedChanges(seed);
        for (var i = 0; i < Changes; i++)
        {
            var change = generated.Next();
            var (expected, actual) = ((RecordedChange?)null, (AuditRecord?)null);
            var here = await StateAnswers.OfAsync(async () => (expected = await memory.ApplyAsync(change, default)).Sequence);
            var there = await StateAnswers.OfAsync(async () =>
                (actual = await Trail.AppendAsync(connection, change, null, "postgres", default)).Sequence);
            if (there != here) return $"{i}: {change}\n{here}\n{there}";
            if (expected?.Record is { } record && Line(record) != Line(actual!)) return $"{i}: {Line(record)}\n{Line(actual!)}";
            if (await StateDifferenceAsync(memory, store, i) is { } difference) return $"{i}: {change}\n{difference}";
        }

        return null;
    }

    /// <summary>All environments in turn, so that a change of one that touches another is found.</summary>
    private static async Task<string?> StateDifferenceAsync(InMemoryFlagStateStore memory, PostgresFlagStateStore store, int turn)
    {
        var environment = GeneratedChanges.Environments[turn % GeneratedChanges.Environments.Count];
        var here = StateAnswers.Of(await memory.LoadAsync(environment, default));
        var there = StateAnswers.Of(await store.LoadAsync(environment, default));
        return here == there ? null : $"{environment}\n{here}\n{there}";
    }

    private static string Line(AuditRecord record) => Encoding.UTF8.GetString(AuditCodec.Write(record));
}
