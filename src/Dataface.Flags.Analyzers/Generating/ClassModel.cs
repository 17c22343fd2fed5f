using Dataface.Flags.Analyzers.Values;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>A class of handles as it is written. A value without places, so that moving text in a document writes nothing anew.</summary>
internal sealed record ClassModel(ClassSetting Setting, EquatableArray<HandleModel> Handles);

/// <summary>One handle.</summary>
/// <param name="Name">Its identifier.</param>
/// <param name="Key">The flag's key.</param>
/// <param name="Type">The type of its values, in C#.</param>
/// <param name="Expression">What makes it.</param>
/// <param name="Summary">What the flag is for, as it was written.</param>
/// <param name="Remarks">Owner and expiry, as they were written.</param>
/// <param name="Variants">Constants of a string flag.</param>
internal sealed record HandleModel(
    string Name, string Key, string Type, string Expression, string Summary, string Remarks, EquatableArray<ConstantModel> Variants)
{
    /// <summary>The class of the constants.</summary>
    public string VariantsName => Name + "Variants";
}

/// <summary>A constant that is a variant's value.</summary>
internal sealed record ConstantModel(string Name, string Variant, string Literal);
