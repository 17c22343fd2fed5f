using Dataface.Flags.Analyzers.Values;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>What a flag document holds, and what is wrong with it.</summary>
/// <param name="Path">The document's file.</param>
/// <param name="Flags">The flags that could be read, in the document's order.</param>
/// <param name="Problems">What is wrong; empty for a document that is sound as far as this model looks.</param>
internal sealed record DocumentModel(string Path, EquatableArray<PlacedFlag> Flags, EquatableArray<ModelProblem> Problems)
{
    public bool IsSound => Problems.Count == 0;
}

/// <summary>A flag, and where its key and its variants stand.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Key">Where its key stands, quotation marks included.</param>
/// <param name="Variants">Where the names of its variants stand, in the order of <see cref="FlagModel.Variants"/>; empty where they are
/// not written.</param>
internal sealed record PlacedFlag(FlagModel Flag, TextPlace Key, EquatableArray<TextPlace> Variants);

/// <summary>Something that is wrong with a document.</summary>
/// <param name="Place">Where.</param>
/// <param name="Message">What, and what to write instead.</param>
internal sealed record ModelProblem(TextPlace Place, string Message);
