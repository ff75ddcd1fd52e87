namespace EdgeAgent.Shared;

/// <summary>Cell chemistry; configuration word of <c>Power:Chemistry</c> (<c>li_po</c>, <c>li_ion</c>, <c>li_fe_po4</c>, <c>lead_acid</c>, <c>supercap</c>).</summary>
public enum Chemistry
{
    /// <summary>Lithium cobalt oxide in a pouch or a phone-type cell, 4.20 V full.</summary>
    LiPo,

    /// <summary>Nickel manganese cobalt (or aluminium) 18650 and 21700 cells, 4.20 V full, usable to about 3.0 V.</summary>
    LiIon,

    /// <summary>Lithium iron phosphate, 3.65 V charge limit, flat plateau near 3.3 V.</summary>
    LiFePo4,

    /// <summary>Lead-acid; a cell is a sixth of a 12 V block.</summary>
    LeadAcid,

    /// <summary>Electric double layer capacitor, 2.7 V full; charge is proportional to voltage.</summary>
    Supercap,
}
