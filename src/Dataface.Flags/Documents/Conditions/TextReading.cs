namespace Dataface.Flags.Documents.Conditions;

/// <summary>
/// What a text was read as, packed into one word that is kept beside the text, so that it is parsed once: a point in time, a version, or
/// neither. 0 means not read yet. Racing threads read the same text, so that any of their words may win.
/// </summary>
internal readonly record struct TextReading(long Word)
{
    private const int TagBits = 2, FieldBits = 20;
    private const long InstantTag = 1, VersionTag = 2, NothingTag = 3, TagMask = 3;
    private const long NoInstantBit = 4, NoVersionBit = 8, PrereleaseBit = 4;
    private const ulong LargestField = (1 << FieldBits) - 1;

    /// <summary>The word as it is now.</summary>
    public static TextReading Of(ref long word) => new(Volatile.Read(ref word));

    public static long OfInstant(long ticks) => (ticks << TagBits) | InstantTag;

    /// <summary>The word of a version; 0, so that it is parsed again, when a field is too large to be packed.</summary>
    public static long OfVersion(ulong major, ulong minor, ulong patch, bool isPrerelease)
    {
        if (Math.Max(major, Math.Max(minor, patch)) > LargestField) return 0;
        var fields = (((major << FieldBits) | minor) << FieldBits) | patch;
        return (long)(fields << (TagBits + 1)) | (isPrerelease ? PrereleaseBit : 0) | VersionTag;
    }

    /// <summary>The same, and the text is no point in time. What else it was read as is not known any more.</summary>
    public long NoInstant => (HasTag(NothingTag) ? Word : NothingTag) | NoInstantBit;

    /// <summary>The same, and the text is no version.</summary>
    public long NoVersion => (HasTag(NothingTag) ? Word : NothingTag) | NoVersionBit;

    public bool IsNoInstant => HasTag(NothingTag) && (Word & NoInstantBit) != 0;

    public bool IsNoVersion => HasTag(NothingTag) && (Word & NoVersionBit) != 0;

    /// <summary>Whether it is known to be a point in time.</summary>
    public bool IsInstant(out long ticks)
    {
        ticks = Word >>> TagBits;
        return HasTag(InstantTag);
    }

    /// <summary>Whether it is known to be a version.</summary>
    public bool IsVersion(out ulong major, out ulong minor, out ulong patch, out bool isPrerelease)
    {
        var fields = (ulong)Word >> (TagBits + 1);
        (major, minor, patch) = (fields >> (2 * FieldBits), (fields >> FieldBits) & LargestField, fields & LargestField);
        isPrerelease = (Word & PrereleaseBit) != 0;
        return HasTag(VersionTag);
    }

    private bool HasTag(long tag) => (Word & TagMask) == tag;
}
