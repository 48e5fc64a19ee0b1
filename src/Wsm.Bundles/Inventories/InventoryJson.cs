using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wsm.Bundles.Inventories;

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Inventory))]
public sealed partial class InventoryJson : JsonSerializerContext
{
    public static byte[] Write(Inventory inventory) => [.. JsonSerializer.SerializeToUtf8Bytes(inventory, Default.Inventory), (byte)'\n'];
}
