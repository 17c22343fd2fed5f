namespace Dataface.Flags.Experiments.Summaries;

/// <summary>A row cannot be used.</summary>
/// <param name="code">One of <see cref="ExperimentProblemCode"/>.</param>
/// <param name="message">What is wrong.</param>
/// <param name="remedy">What to write instead.</param>
internal sealed class RowFaultException(string code, string message, string remedy) : Exception(message)
{
    public string Code => code;

    public string Remedy => remedy;
}
