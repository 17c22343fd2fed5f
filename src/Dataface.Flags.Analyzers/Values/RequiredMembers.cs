#pragma warning disable CA1018, CA1019, CA1813 // The compiler alone uses them.
namespace System.Runtime.CompilerServices
{
    /// <summary>netstandard2.0 lacks it; required members need it.</summary>
    [AttributeUsage(AttributeTargets.All)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>netstandard2.0 lacks it; required members need it.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName => featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>netstandard2.0 lacks it; records with required members need it.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
