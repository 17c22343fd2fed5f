namespace Dataface.Flags.Architecture.Tests;

/// <summary>What runs in the compiler and over solutions.</summary>
internal static class CleaningHouses
{
    public static House Analyzers { get; } = new House("Dataface.Flags.Analyzers")
        .Floor("Json", "Values")
        .Floor("Documents") // a small model of flag documents
        .Floor(House.Own) // the rules
        .Floor("Uses", "Generating")
        .Floor("Checks");

    public static House Engine { get; } = new House("Dataface.Flags.Cleaning")
        .Floor("Values", "Layout")
        .Floor(House.Own) // what stays, edits, refusals
        .Floor("Effects")
        .Floor("Folding")
        .Floor("Propagation")
        .Floor("Seeding", "Sweeping")
        .Floor("Running") // one attempt, one project, a solution
        .Floor("Fixes");

    public static House Tool { get; } = new House("Dataface.Flags.Cleaner")
        .Floor("Exits")
        .Floor("Files")
        .Floor("Choosing")
        .Floor("Solutions", "Editing", "Output");
}
