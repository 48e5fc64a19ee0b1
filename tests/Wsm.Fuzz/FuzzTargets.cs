using Wsm.Fuzz.Targets;

namespace Wsm.Fuzz;

internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new LockTarget(),
        new VolumeTarget(),
        new ArchiveTarget(),
        new ChartTarget(),
        new YamlTarget(),
        new SourceTarget(),
        new TemplateTarget(),
        new SchemaTarget(),
        new RegistryTarget(),
        new ServeTarget(),
        new KeysTarget(),
        new ClusterTarget(),
        new LayerTarget(),
    ];
}
