namespace Wsm.Product.Finding.Inside;

/// <summary>How references stand in a file.</summary>
internal enum FileKind
{
    /// <summary>It is not looked into.</summary>
    None,

    /// <summary>YAML, JSON, properties, shell and the like.</summary>
    Text,

    /// <summary>Source of a program that is run from it: Python, JavaScript, Ruby.</summary>
    Source,

    /// <summary>Something to execute: what it is its first bytes say.</summary>
    Program,

    /// <summary>Compiled Python.</summary>
    Python,

    /// <summary>A class file of Java.</summary>
    Class,

    /// <summary>A .jar, .whl or another zip of programs.</summary>
    Archive,
}
