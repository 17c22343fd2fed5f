using Spectre.Console;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>A bar that shows how far long work is, where somebody watches.</summary>
internal static class Progress
{
    /// <param name="io">Where it is shown.</param>
    /// <param name="name">What is worked on.</param>
    /// <param name="whole">How much there is to do.</param>
    /// <param name="work">Says how much is done.</param>
    public static void Run(CommandIo io, string name, long whole, Action<IProgress<long>?> work)
    {
        if (io.IsTerminal) io.Console.Progress().AutoClear(true).Start(bars => work(new Bar(bars.AddTask(Markup.Escape(name), maxValue: Math.Max(1, whole)))));
        else work(null);
    }

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
