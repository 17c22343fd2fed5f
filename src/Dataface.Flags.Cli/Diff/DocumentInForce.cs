using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Serving;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Diff;

/// <summary>
/// A document as it would be in force in an environment at a moment. Nothing runs behind it: a client's guards could write what they think
/// of a document that nobody has accepted yet into the state file.
/// </summary>
internal sealed class DocumentInForce
{
    private readonly CompiledFlags _compiled;

    public DocumentInForce(string name, FlagDocument document, string environment, FlagState state, TimeProvider time)
    {
        Name = name;
        Document = document;
        var source = new FlagSource(name, "");
        var (counters, marks) = (new CounterRegistry(), new KillMarks());
        _compiled = new FlagCompiler(document, environment, _ => source, counters, marks, time.GetUtcNow()).Compile("");
        Flags = StateOverlay.Apply(_compiled, IsKilled, state, recorders: null, FlagDocumentReader.Today(time));

        bool IsKilled(string key) => state.Kills.ContainsKey(key) || state.Kills.ContainsKey(KillRegister.Everything);
    }

    public string Name { get; }

    public FlagDocument Document { get; }

    public CompiledFlag[] Flags { get; }

    public CompiledFlag? Find(string key) => _compiled.Index.TryGetValue(key, out var index) ? Flags[index] : null;
}
