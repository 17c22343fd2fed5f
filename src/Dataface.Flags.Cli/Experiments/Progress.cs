using Dataface.Flags.Cli.Terminal;
using Spectre.Console;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>A bar that shows how far long work is, where somebody watches.</summary>
internal static class Progress
{
    /// <param name="io">Where it is shown.</param>
    /// <param name="name">What is worked on.</param>
    /// <param name="whole">How much there is to do.</param>
    /// <param name="work">Says how much is done.</param>
    public static Task<T> RunAsync<T>(CommandIo io, string name, long whole, Func<IProgress<long>?, Task<T>> work) => io.IsTerminal
        ? io.Console.Progress().AutoClear(true)
            .StartAsync(bars => work(new Bar(bars.AddTask(Markup.Escape(name), maxValue: Math.Max(1, whole)))))
        : work(null);

    private sealed class Bar(ProgressTask task) : IProgress<long>
    {
        public void Report(long value) => task.Value = value;
    }
}
