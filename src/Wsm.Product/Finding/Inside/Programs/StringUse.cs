namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>A place in a program that uses what stands at another.</summary>
/// <param name="Target">Offset in the file of what is used: a string begins there.</param>
/// <param name="Site">Offset of the instruction or pointer.</param>
/// <param name="Length">The length beside a pointer; -1 for an instruction, which has it near itself, if anywhere.</param>
internal readonly record struct StringUse(int Target, int Site, int Length);
