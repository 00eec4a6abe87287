// How objects describe themselves: the shape of describe and of the global list (recorded, API 48).
import type { JsonObject } from "../json.ts";
import type { Field } from "./fields.ts";
import type { ObjectType } from "./objects.ts";

const SOAP_TYPES: Readonly<Record<string, string>> = {
  id: "tns:ID",
  reference: "tns:ID",
  boolean: "xsd:boolean",
  datetime: "xsd:dateTime",
  int: "xsd:int",
  base64: "xsd:base64Binary",
};

export function describeObject(type: ObjectType, version: string): JsonObject {
  return {
    actionOverrides: [],
    childRelationships: type.name === "Case" ? caseChildren() : [],
    compactLayoutable: type.verbs.has("create"),
    ...traits(type),
    fields: type.fields.map(describeField),
    lookupLayoutable: null,
    listviewable: null,
    namedLayoutInfos: [],
    recordTypeInfos: [masterRecordType(type, version)],
    supportedScopes: [{ label: `All ${type.labelPlural.toLowerCase()}`, name: "everything" }],
    urls: urlsOf(type, version),
  };
}

export function describeInList(type: ObjectType, version: string): JsonObject {
  return { ...traits(type), urls: urlsOf(type, version) };
}

function traits(type: ObjectType): JsonObject {
  const { verbs } = type;
  const writable = verbs.has("create");
  return {
    activateable: false,
    createable: writable,
    custom: false,
    customSetting: false,
    deepCloneable: false,
    deletable: verbs.has("delete"),
    deprecatedAndHidden: false,
    feedEnabled: writable,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: type.keyPrefix,
    label: type.label,
    labelPlural: type.labelPlural,
    layoutable: writable,
    mergeable: verbs.has("merge"),
    mruEnabled: writable,
    name: type.name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: writable,
    triggerable: writable,
    undeletable: verbs.has("delete"),
    updateable: verbs.has("update"),
  };
}

function urlsOf(type: ObjectType, version: string): JsonObject {
  const base = `/services/data/v${version}/sobjects/${type.name}`;
  return { sobject: base, describe: `${base}/describe`, rowTemplate: `${base}/{ID}` };
}

function masterRecordType(type: ObjectType, version: string): JsonObject {
  return {
    active: true,
    available: true,
    defaultRecordTypeMapping: true,
    developerName: "Master",
    master: true,
    name: "Master",
    recordTypeId: "012000000000000AAA",
    urls: { layout: `/services/data/v${version}/sobjects/${type.name}/describe/layouts/012000000000000AAA` },
  };
}

function caseChildren(): JsonObject[] {
  const children: readonly (readonly [string, string, string])[] = [
    ["CaseComment", "ParentId", "CaseComments"],
    ["CaseHistory", "CaseId", "Histories"],
    ["EmailMessage", "ParentId", "EmailMessages"],
    ["ContentDocumentLink", "LinkedEntityId", "ContentDocumentLinks"],
    ["Task", "WhatId", "Tasks"],
    ["Case", "ParentId", "Cases"],
  ];
  return children.map(([childSObject, fieldName, relationshipName]) => ({
    cascadeDelete: childSObject !== "Case",
    childSObject,
    deprecatedAndHidden: false,
    field: fieldName,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName,
    restrictedDelete: false,
  }));
}

export function describeField(field: Field): JsonObject {
  return { ...fixedTraits(), ...ownTraits(field) };
}

function ownTraits(field: Field): JsonObject {
  return {
    autoNumber: field.autoNumber,
    byteLength: field.type === "id" || field.type === "reference" ? 18 : field.length * 3,
    caseSensitive: field.caseSensitive,
    createable: field.writable,
    custom: field.custom,
    defaultValue: field.defaultValue,
    defaultedOnCreate: field.defaulted,
    externalId: field.externalId,
    extraTypeInfo: field.extraTypeInfo,
    filterable: field.filterable,
    htmlFormatted: field.extraTypeInfo === "richtextarea",
    groupable: field.type !== "datetime" && field.type !== "textarea",
    idLookup: field.idLookup,
    label: field.label,
    length: field.length,
    name: field.name,
    nameField: field.name === "CaseNumber" || field.name === "Name",
    namePointing: field.referenceTo.length > 1,
    nillable: field.nillable,
    picklistValues: field.picklist.map((value) => picklistValue(value, field)),
    polymorphicForeignKey: field.referenceTo.length > 1,
    referenceTo: [...field.referenceTo],
    relationshipName: field.relationshipName,
    soapType: SOAP_TYPES[field.type] ?? "xsd:string",
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: field.writable && !field.fixed,
  };
}

function picklistValue(value: string, field: Field): JsonObject {
  return { active: true, defaultValue: value === field.defaultValue, label: value, validFor: null, value };
}

/** What no field of these objects has. */
function fixedTraits(): JsonObject {
  return {
    aggregatable: true,
    aiPredictionField: false,
    calculated: false,
    calculatedFormula: null,
    cascadeDelete: false,
    compoundFieldName: null,
    controllerName: null,
    defaultValueFormula: null,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: 0,
    displayLocationInDecimal: false,
    encrypted: false,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    highScaleNumber: false,
    inlineHelpText: null,
    mask: null,
    maskType: null,
    permissionable: false,
    precision: 0,
    queryByDistance: false,
    referenceTargetField: null,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: false,
    scale: 0,
    searchPrefilterable: false,
    writeRequiresMasterRead: false,
  };
}
