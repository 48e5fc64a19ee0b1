namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>A part of an ELF file that is loaded into memory.</summary>
/// <param name="Offset">Where it stands in the file.</param>
/// <param name="Address">Where it stands in memory.</param>
internal readonly record struct ElfSegment(int Offset, int Length, ulong Address, bool IsCode);
