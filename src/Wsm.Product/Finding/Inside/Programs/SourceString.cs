namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>A string of a program's source.</summary>
/// <param name="Key">What it is assigned to or given as; empty where that is not plain.</param>
internal readonly record struct SourceString(string Key, string Text, int Line);
