namespace Dataface.Flags.Experiments.Yaml;

/// <summary>The words that a document may write for the values of an enumeration.</summary>
internal sealed class YamlChoice<T>(params (string Word, T Value)[] words)
    where T : struct, Enum
{
    public IReadOnlyList<string> Words { get; } = [.. words.Select(w => w.Word)];

    public T? Find(string word)
    {
        foreach (var (known, value) in words)
        {
            if (known == word) return value;
        }

        return null;
    }

    /// <summary>The value of a word.</summary>
    /// <exception cref="FormatException">It is none of them.</exception>
    public T Parse(string? word) => Find(word ?? "") ?? throw new FormatException($"'{word}' is not one of: {string.Join(", ", Words)}.");

    /// <summary>The word for a value.</summary>
    public string this[T value] => words.First(w => EqualityComparer<T>.Default.Equals(w.Value, value)).Word;
}
