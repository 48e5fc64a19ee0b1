namespace Wsm.Helm.Templates.Functions.Regexes;

/// <summary>A pattern that Go's <c>regexp</c> refuses, with its message.</summary>
internal sealed class RegexSyntaxException(string problem, string expression)
    : Exception($"error parsing regexp: {problem}: `{expression}`");
